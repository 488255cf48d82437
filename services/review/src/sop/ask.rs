//! What the engine asks a procedure.

use super::{Actor, Sheet, Sop, Step};

impl Sop {
    /// The first step's id.
    pub(crate) fn first(&self) -> &str {
        self.steps.keys().next().map_or("", String::as_str)
    }

    /// A step; nothing where the definition and the case do not fit, which publishing rules out.
    pub(crate) fn step(&self, id: &str) -> Option<&Step> {
        self.steps.get(id)
    }

    /// The sheet a step fills in.
    pub(crate) fn sheet_of(&self, step: &str) -> Option<(&str, &Sheet)> {
        let id = self.steps.get(step)?.sheet.as_ref()?;
        Some((id, self.sheets.get(id)?))
    }

    /// Title of a requirement or section of the dossier.
    pub(crate) fn item_title(&self, id: &str) -> Option<&str> {
        self.items().find(|(item, _)| *item == id).map(|(_, title)| title)
    }

    /// Requirements and sections of the dossier: ids and titles.
    pub(crate) fn items(&self) -> impl Iterator<Item = (&str, &str)> {
        let requirements = self.dossier.requirements.iter().map(|it| (it.id.as_str(), it.title.as_str()));
        requirements.chain(self.dossier.sections.iter().map(|it| (it.id.as_str(), it.title.as_str())))
    }

    /// The sheet that chooses who `actor` is, if one does.
    pub(crate) fn choosing_sheet(&self, actor: &str) -> Option<&str> {
        self.actors.get(actor)?.choice.as_ref()?.split_once('.').map(|(sheet, _)| sheet)
    }

    /// Steps that the person who did `step` may not do.
    pub(crate) fn separated_from(&self, step: &str) -> impl Iterator<Item = &str> {
        let groups = self.separation.iter().filter(move |group| group.iter().any(|it| it == step));
        groups.flatten().map(String::as_str).filter(move |other| *other != step)
    }

    /// Whether people of `office` review; where the procedure names none, every office does.
    pub(crate) fn is_reviewed_by(&self, office: &str) -> bool {
        self.office.is_empty() || self.office.iter().any(|it| it == office)
    }

    /// Whether a due date is provisional until an outcome confirms that the dossier was complete.
    pub(crate) fn needs_confirmation(&self) -> bool {
        self.steps.values().flat_map(|it| it.outcomes.values()).any(|it| it.confirms)
    }

    /// A decision's title.
    pub(crate) fn decision_title(&self, decision: &str) -> &str {
        self.decisions.get(decision).map_or("", String::as_str)
    }

    /// An outcome's title; its id where the procedure gives no words.
    pub(crate) fn outcome_title(&self, step: &str, outcome: &str) -> String {
        let way = self.step(step).and_then(|it| it.way(outcome));
        way.and_then(|it| it.title).unwrap_or_else(|| outcome.to_owned())
    }

    /// What a step is called; its id where there is none such.
    pub(crate) fn activity<'a>(&'a self, step: &'a str) -> &'a str {
        self.step(step).map_or(step, |it| it.title(step))
    }

    /// Heading of the column of a position: its own, or that of a choice it is among.
    pub(crate) fn position_title(&self, position: &str) -> Option<&str> {
        let is_it = |it: &&Actor| it.position.as_deref() == Some(position);
        let may_be = |it: &&Actor| it.values.values().any(|place| place.position == position);
        let actor = self.actors.values().find(is_it).or_else(|| self.actors.values().find(may_be));
        actor?.title.as_deref()
    }

    /// Slugs of the positions that record what came as a letter or by e-mail.
    pub(crate) fn recorders(&self) -> impl Iterator<Item = &str> {
        let actors = self.applicant.recorded_by.iter().filter_map(|it| self.actors.get(it));
        actors.filter_map(|it| it.position.as_deref())
    }

    /// Every position that a case may be sent to.
    pub(crate) fn positions(&self) -> impl Iterator<Item = &str> {
        let direct = self.actors.values().flat_map(|it| {
            it.position.iter().chain(it.values.values().map(|place| &place.position)).map(String::as_str)
        });
        let chosen = self.sheets.values().flat_map(|it| &it.recipients);
        let promised = self.complaints.iter().map(|it| &it.answered_by);
        direct.chain(chosen.chain(promised).map(String::as_str))
    }
}
