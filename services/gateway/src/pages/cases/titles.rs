//! What positions are called: review knows them by their slugs, or as its procedure heads their columns.

use crate::pages::{
    member::Member,
    told::case::{Case, SheetForm, Task, position_name},
};
use serde_json::Value;
use std::{collections::HashMap, sync::Arc};

/// Titles by slug.
#[derive(Default)]
pub(crate) struct Titles(HashMap<String, Arc<str>>);

impl Titles {
    /// Of the positions with these slugs, as the directory has them.
    pub(crate) async fn read(member: &Member, slugs: impl IntoIterator<Item = String>) -> Self {
        Self(member.position_titles(slugs).await)
    }

    /// Of all that a page about a case names.
    pub(crate) async fn of_case(member: &Member, case: &Case, task: Option<&Task>) -> Self {
        let tasks = case.tasks.iter().chain(&case.open_tasks).chain(task);
        let addressed = tasks.map(|it| it.position.clone());
        let turned = case.clock.intervals.iter().map(|it| it.actor.clone());
        let forms = case.sheets.iter().map(|it| &it.form).chain(task.and_then(|it| it.form.as_ref()));
        let chosen = forms.flat_map(recipients);
        Self::read(member, addressed.chain(turned).chain(chosen).collect::<Vec<_>>()).await
    }

    /// What the position of a task is called.
    pub(crate) fn desk(&self, task: &Task) -> String {
        self.named(&task.position, &task.position_title)
    }

    /// What a position is called; where the directory does not say, as its procedure heads it.
    pub(crate) fn named(&self, slug: &str, headed: &str) -> String {
        self.0.get(slug).map_or_else(|| position_name(slug, headed), |it| it.to_string())
    }

    /// Gives the recipients of a disposition their titles.
    pub(crate) fn head(&self, form: &mut SheetForm) {
        let titles: Vec<Value> = recipients(form).into_iter().map(|it| self.named(&it, "").into()).collect();
        if let Some(item) = form.schema.pointer_mut(RECIPIENT).filter(|_| !titles.is_empty()) {
            item["x-titles"] = titles.into();
        }
    }
}

/// Where a disposition lists the positions it may go to.
const RECIPIENT: &str = "/properties/recipients/items";

/// Slugs of the positions a disposition may go to; none of other sheets.
fn recipients(form: &SheetForm) -> Vec<String> {
    if form.kind != "disposition" {
        return vec![];
    }
    let listed = form.schema.pointer(RECIPIENT).and_then(|it| it["enum"].as_array());
    listed.into_iter().flatten().filter_map(|it| it.as_str().map(str::to_owned)).collect()
}
