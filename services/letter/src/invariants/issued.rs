//! Each issued letter: one valid signature set, the registered hash is the file's, and who signed had the authority then.

use super::{
    VOID,
    signature::{self, Signed},
    store::{self, IssuedRow},
};
use crate::{
    authority::seal_name,
    letter::{Block, Issue},
};
use jiff::{Timestamp, civil::Date};
use platform::{
    Agency, Capacity, Database, Error, Result,
    invariant::{Findings, snapshot},
};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use tokio::task::spawn_blocking;
use uuid::Uuid;

/// How many letters are read at once; their files are read one by one.
const PAGE: i64 = 200;

/// What a letter claims, to be compared with what others keep.
#[derive(Debug)]
pub struct Claim {
    /// Whose letter it is.
    pub agency: Agency,
    /// The id of its file.
    pub file: Uuid,
    /// Slug of the position that signed; empty where none did.
    pub position: String,
    /// Who signed; empty where the agency sealed it, or nobody did.
    pub person: String,
    /// In which capacity.
    pub capacity: Option<Capacity>,
    /// The day it bears.
    pub day: Date,
}

/// What others keep of a letter.
#[derive(Debug, Default)]
pub struct Evidence {
    /// The hash under which the file is kept, lower-case hexadecimal.
    pub sha256: Option<String>,
    /// Its bytes, where they are there.
    pub bytes: Option<Vec<u8>>,
    /// Why who signed had no authority.
    pub against: Option<String>,
}

/// What the column `taken` holds.
#[derive(Deserialize)]
struct Taken {
    date: Date,
    signed_at: Timestamp,
    block: Block,
}

/// Looks at every issued letter of `agency`, or of all, with what `gather` brings together about each.
///
/// Where `root` is given, as DER, signatures must lead to it.
pub async fn check_letters(
    db: &Database,
    agency: Option<&Agency>,
    root: Option<&[u8]>,
    gather: impl AsyncFn(&Claim) -> Result<Evidence>,
) -> Result<Findings> {
    let mut tx = snapshot(db).await?;
    let mut findings = Findings::default();
    let mut after = (String::new(), Uuid::nil());
    loop {
        let page = store::issued(&mut tx, agency, &after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(findings) };
        after = (last.agency.to_string(), last.id);
        for row in page {
            findings.looked_at += 1;
            let name = format!("{}/letters/{}", row.agency.name(), row.id);
            for reason in check(row, root, &gather).await? {
                findings.violation(name.clone(), reason, VOID);
            }
        }
    }
}

async fn check(
    row: IssuedRow,
    root: Option<&[u8]>,
    gather: &impl AsyncFn(&Claim) -> Result<Evidence>,
) -> Result<Vec<String>> {
    let taken = row.taken.clone().and_then(|it| serde_json::from_value::<Taken>(it).ok());
    let (Some(taken), Some(file)) = (taken, row.file) else {
        return Ok(vec!["is issued without number, day or file".to_owned()]);
    };
    let claim = claim(&row, &taken, file);
    let evidence = gather(&claim).await?;
    let mut wrong: Vec<String> = evidence.against.into_iter().collect();
    if evidence.sha256.as_ref() != Some(&row.sha256) {
        wrong.push(format!("is registered as {}, and its file kept as {:?}", row.sha256, evidence.sha256));
    }
    let has_code = row.issue != Issue::File;
    if has_code && row.registered.as_ref() != Some(&row.sha256) {
        wrong.push(format!("cannot be found by its file under its code {}", row.verification_code));
    }
    if row.barred_persons.contains(&claim.person) {
        wrong.push(format!("was signed by {}, who may not", claim.person));
    }
    let Some(bytes) = evidence.bytes else {
        wrong.push(format!("its file {file} has no bytes"));
        return Ok(wrong);
    };
    let expected = expected(&row, &taken, root);
    let found = spawn_blocking(move || inspect(&bytes, &row, expected.as_ref()));
    wrong.extend(found.await.map_err(Error::internal)?);
    Ok(wrong)
}

fn claim(row: &IssuedRow, taken: &Taken, file: Uuid) -> Claim {
    let is_signed = row.issue == Issue::Sign;
    let signatory = &taken.block.signatory;
    Claim {
        agency: row.agency.clone(),
        file,
        position: if is_signed { row.signatory_position.clone() } else { String::new() },
        person: if is_signed { signatory.person.clone() } else { String::new() },
        capacity: signatory.capacity.filter(|_| is_signed),
        day: taken.date,
    }
}

/// What the signature must say; nothing where the letter bears none.
fn expected(row: &IssuedRow, taken: &Taken, root: Option<&[u8]>) -> Option<Signed> {
    let signatory = &taken.block.signatory;
    let (name, employee_id_number) = match row.issue {
        Issue::File => return None,
        Issue::Sign => (signatory.display_name.clone(), signatory.employee_id_number.clone()),
        Issue::Seal => (seal_name(&taken.block.agency_title), String::new()),
    };
    Some(Signed { name, employee_id_number, at: taken.signed_at, root: root.map(<[u8]>::to_vec) })
}

fn inspect(bytes: &[u8], row: &IssuedRow, expected: Option<&Signed>) -> Vec<String> {
    let mut wrong = vec![];
    if format!("{:x}", Sha256::digest(bytes)) != row.sha256 {
        wrong.push("its file has other bytes than were registered".to_owned());
    }
    if i64::try_from(bytes.len()) != Ok(row.size_bytes) {
        wrong.push(format!("its file has {} bytes, and {} were registered", bytes.len(), row.size_bytes));
    }
    match expected {
        Some(expected) => wrong.extend(signature::check(bytes, expected).err()),
        None if signature::count(bytes) != 0 => wrong.push("bears a signature that nobody gave".to_owned()),
        None => (),
    }
    wrong
}
