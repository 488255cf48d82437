//! Teams are entered whole, or not at all with every reason.

use crate::{MINISTRY, client};
use platform::testing::{Stack, caller};
use proto::meeting::v1::{CoordinationTeam, ListCoordinationTeamsRequest};
use std::{
    fs,
    path::{Path, PathBuf},
};

const TEAMS: &str = "agency,slug,title,quorum_percent,chair_position,secretariat_position,offices\n";
const TEAM: &str = "kemenpanrb,nasional,Tim Nasional,50,deputi,sekretariat,kedeputian biro-umum\n";
const MEMBERS: &str = "agency,team,member_agency,position,chair,first_day,last_day\n";
const MEMBER: &str = "kemenpanrb,nasional,bssn,wakil,no,2020-01-01,\n";

#[tokio::test]
async fn what_is_wrong_with_a_team_is_told_by_its_line_and_nothing_is_entered() {
    let entry = Entry::start().await;
    let refused = [
        ("kemenluar,nasional,Tim,50,deputi,sekretariat,", "there is no agency \"kemenluar\""),
        ("kemenpanrb,Nasional,Tim,50,deputi,sekretariat,", "slug: \"Nasional\" is not made of"),
        ("kemenpanrb,nasional,,50,deputi,sekretariat,", "title is empty"),
        (
            "kemenpanrb,nasional,Tim,0,deputi,sekretariat,",
            "quorum_percent: \"0\" is not a number from 1 to 100",
        ),
        ("kemenpanrb,nasional,Tim,101,deputi,sekretariat,", "quorum_percent: \"101\""),
        ("kemenpanrb,nasional,Tim,separuh,deputi,sekretariat,", "quorum_percent: \"separuh\""),
        ("kemenpanrb,nasional,Tim,50,,sekretariat,", "chair_position: \"\" is not made of"),
        ("kemenpanrb,nasional,Tim,50,deputi,Sekretariat Tim,", "secretariat_position: \"Sekretariat Tim\""),
        ("kemenpanrb,nasional,Tim,50,deputi,sekretariat,kedeputian Biro", "offices: \"Biro\""),
        ("kemenpanrb,nasional,Tim,50,deputi,sekretariat", "found record with 6 fields"),
    ];

    for (row, reason) in refused {
        let told = entry.refusal(&format!("{TEAMS}{TEAM}{row}\n"), &format!("{MEMBERS}{MEMBER}")).await;
        assert!(
            told.starts_with("nothing was imported:\n") && told.contains("teams.csv, line 3: "),
            "{told}"
        );
        assert!(told.contains(reason), "{reason}: {told}");
    }
    let twice = entry.refusal(&format!("{TEAMS}{TEAM}{TEAM}"), MEMBERS).await;

    assert!(twice.contains("line 3: nasional is named twice"), "{twice}");
    assert_eq!(entry.teams().await, []);
}

#[tokio::test]
async fn what_is_wrong_with_a_member_is_told_by_its_line_and_nothing_is_entered() {
    let entry = Entry::start().await;
    let refused = [
        ("kemenpanrb,daerah,bssn,wakil,no,2020-01-01,", "kemenpanrb has no team \"daerah\""),
        ("kemenkeu,nasional,bssn,wakil,no,2020-01-01,", "kemenkeu has no team \"nasional\""),
        ("kemenpanrb,nasional,kemenluar,wakil,no,2020-01-01,", "there is no agency \"kemenluar\""),
        ("kemenpanrb,nasional,brin,Wakil Tim,no,2020-01-01,", "position: \"Wakil Tim\" is not made of"),
        ("kemenpanrb,nasional,brin,wakil,ya,2020-01-01,", "chair: \"ya\" is neither yes nor no"),
        (
            "kemenpanrb,nasional,brin,wakil,no,1-1-2020,",
            "first_day: \"1-1-2020\" is not a day of the form YYYY-MM-DD",
        ),
        ("kemenpanrb,nasional,brin,wakil,no,,", "first_day: \"\" is not a day"),
        ("kemenpanrb,nasional,brin,wakil,no,2020-01-01,2020-02-30", "last_day: \"2020-02-30\" is not a day"),
        ("kemenpanrb,nasional,brin,wakil,no,2020-01-02,2020-01-01", "last_day is before first_day"),
        ("kemenpanrb,nasional,bssn,wakil,no,2026-01-01,", "bssn is a member twice on one day"),
        ("kemenpanrb,nasional,bssn,wakil,no,2019-01-01,2020-01-01", "bssn is a member twice on one day"),
    ];

    for (row, reason) in refused {
        let told = entry.refusal(&format!("{TEAMS}{TEAM}"), &format!("{MEMBERS}{MEMBER}{row}\n")).await;
        assert!(told.contains("team-members.csv, line 3: "), "{told}");
        assert!(told.contains(reason), "{reason}: {told}");
    }

    assert_eq!(entry.teams().await, []);
}

#[tokio::test]
async fn everything_that_is_wrong_is_told_at_once() {
    let entry = Entry::start().await;
    let teams = format!(
        "{TEAMS}kemenpanrb,nasional,,50,deputi,sekretariat,\n{TEAM}kemenpanrb,lain,,0,deputi,sekretariat,\n"
    );
    let members = format!("{MEMBERS}{MEMBER}kemenpanrb,nasional,brin,wakil,no,besok,\n");

    let told = entry.refusal(&teams, &members).await;

    let lines: Vec<&str> =
        told.lines().skip(1).filter_map(|it| it.split_once(".csv, ").map(|it| it.1)).collect();
    let expected = [
        "line 2: title is empty",
        "line 4: title is empty",
        "line 3: first_day: \"besok\" is not a day of the form YYYY-MM-DD",
    ];
    assert_eq!(lines, expected);
}

#[tokio::test]
async fn a_folder_that_lacks_a_file_a_column_or_any_team_is_refused() {
    let entry = Entry::start().await;
    let (teams, members) = (format!("{TEAMS}{TEAM}"), format!("{MEMBERS}{MEMBER}"));
    let lacking = async |file: &str| {
        let folder = entry.folder(&teams, &members);
        fs::remove_file(folder.join(file)).unwrap();
        entry.import(&folder).await.unwrap_err().to_string()
    };

    let no_teams = lacking("coordination-teams.csv").await;
    let no_members = lacking("team-members.csv").await;
    let no_column = entry.refusal(&teams.replace("quorum_percent", "quorum"), &members).await;
    let no_team = entry.refusal(TEAMS, MEMBERS).await;

    assert!(
        no_teams.starts_with("cannot read ") && no_teams.ends_with("coordination-teams.csv"),
        "{no_teams}"
    );
    assert!(
        no_members.starts_with("cannot read ") && no_members.ends_with("team-members.csv"),
        "{no_members}"
    );
    assert!(no_column.contains("missing field `quorum_percent`"), "{no_column}");
    assert!(no_team.ends_with("coordination-teams.csv: there is no team"), "{no_team}");
    assert_eq!(entry.teams().await, []);
}

#[tokio::test]
async fn entering_again_replaces_the_members_and_keeps_the_team() {
    let entry = Entry::start().await;
    let teams = format!("{TEAMS}{TEAM}");
    let left = "kemenpanrb,nasional,bssn,wakil,no,2019-01-01,2019-12-31\n";
    let follower = "kemenpanrb,nasional,brin,wakil,yes,2020-01-01,\n";
    entry.import(&entry.folder(&teams, &format!("{MEMBERS}{left}{MEMBER}"))).await.unwrap();
    let first = entry.teams().await;

    let teams = teams.replace("Tim Nasional,50", "Tim Koordinasi,67");
    let report = entry.import(&entry.folder(&teams, &format!("{MEMBERS}{follower}"))).await.unwrap();
    let again = entry.teams().await;

    assert_eq!(report.to_string(), "entered: 1 coordination teams with 1 members");
    assert_eq!((first.len(), again.len(), &first[0].name), (1, 1, &again[0].name));
    assert_eq!((again[0].title.as_str(), again[0].quorum_percent), ("Tim Koordinasi", 67));
    let members =
        |it: &CoordinationTeam| -> Vec<String> { it.members.iter().map(|it| it.agency.clone()).collect() };
    assert_eq!(
        (members(&first[0]), members(&again[0])),
        (vec!["agencies/bssn".to_owned()], vec!["agencies/brin".to_owned()])
    );
}

/// A service to enter teams into, and the folder they are read from, which goes with the test.
struct Entry {
    stack: Stack,
    folder: PathBuf,
}

impl Entry {
    async fn start() -> Self {
        let stack = crate::start().await;
        let folder = format!("teams-{}", stack.parts.clock.id());
        Self { stack, folder: Path::new(env!("CARGO_TARGET_TMPDIR")).join(folder) }
    }

    /// The folder with these two files.
    fn folder(&self, teams: &str, members: &str) -> PathBuf {
        fs::create_dir_all(&self.folder).unwrap();
        fs::write(self.folder.join("coordination-teams.csv"), teams).unwrap();
        fs::write(self.folder.join("team-members.csv"), members).unwrap();
        self.folder.clone()
    }

    async fn import(&self, folder: &Path) -> anyhow::Result<meeting::Report> {
        let title_of = |slug: &str| directory::find(slug).map(|it| it.title.clone());
        meeting::import(&self.stack.parts, folder, title_of).await
    }

    async fn refusal(&self, teams: &str, members: &str) -> String {
        self.import(&self.folder(teams, members)).await.unwrap_err().to_string()
    }

    async fn teams(&self) -> Vec<CoordinationTeam> {
        let parent = format!("agencies/{MINISTRY}");
        let request = ListCoordinationTeamsRequest { parent, ..Default::default() };
        let request = self.stack.call(&caller(MINISTRY, "deputi"), request);
        client(&self.stack).list_coordination_teams(request).await.unwrap().into_inner().coordination_teams
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}
