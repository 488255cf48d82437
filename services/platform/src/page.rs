//! Keyset pages: a list goes on after the last row it showed, whatever was added meanwhile.

use crate::{Error, Result};
use serde::{Serialize, de::DeserializeOwned};
use std::fmt::Write as _;

const DEFAULT_SIZE: i32 = 50;
const MAX_SIZE: i32 = 200;

/// One page of a list that is ordered by `K`.
#[derive(Debug)]
pub struct Page<K> {
    /// How many rows to ask for: one more than are shown, to know whether there are more.
    pub limit: i64,
    /// Only what comes after it.
    pub after: Option<K>,
    scope: String,
}

impl<K: Serialize + DeserializeOwned> Page<K> {
    /// Reads a request's `page_size` and `page_token`. A token is worth nothing outside the `scope` it was made for.
    pub fn read(scope: impl Into<String>, page_size: i32, page_token: &str) -> Result<Self> {
        if page_size < 0 {
            return Err(Error::invalid("page_size is negative"));
        }
        let size = if page_size == 0 { DEFAULT_SIZE } else { page_size.min(MAX_SIZE) };
        let scope = scope.into();
        let after = if page_token.is_empty() { None } else { Some(open(&scope, page_token)?) };
        Ok(Self { limit: i64::from(size) + 1, after, scope })
    }

    /// The rows to show, and the token of the next page: empty where there is none.
    pub fn cut<R>(&self, mut rows: Vec<R>, key: impl Fn(&R) -> K) -> (Vec<R>, String) {
        let shown = usize::try_from(self.limit - 1).expect("it is between 1 and MAX_SIZE");
        if rows.len() <= shown {
            return (rows, String::new());
        }
        rows.truncate(shown);
        let token = rows.last().map(|it| seal(&self.scope, &key(it))).unwrap_or_default();
        (rows, token)
    }
}

fn seal<K: Serialize>(scope: &str, key: &K) -> String {
    let json = serde_json::to_vec(&(scope, key)).expect("keys are plain values");
    json.iter().fold(String::with_capacity(json.len() * 2), |mut token, byte| {
        let _ = write!(token, "{byte:02x}");
        token
    })
}

fn open<K: DeserializeOwned>(scope: &str, token: &str) -> Result<K> {
    let wrong = || Error::invalid("page_token is not one that this list gave: start again without it");
    let byte = |at: usize| token.get(at..at + 2).and_then(|it| u8::from_str_radix(it, 16).ok());
    let json: Option<Vec<u8>> = (0..token.len()).step_by(2).map(byte).collect();
    let (made_for, key): (String, K) =
        serde_json::from_slice(&json.ok_or_else(wrong)?).map_err(|_| wrong())?;
    if made_for == scope { Ok(key) } else { Err(wrong()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_goes_on_after_the_last_row_shown() {
        let page: Page<i32> = Page::read("numbers", 2, "").unwrap();
        let (rows, token) = page.cut(vec![1, 2, 3], |it| *it);
        let next: Page<i32> = Page::read("numbers", 2, &token).unwrap();

        assert_eq!((rows, next.after), (vec![1, 2], Some(2)));
        assert_eq!(next.cut(vec![3], |it| *it), (vec![3], String::new()));
    }

    #[test]
    fn a_token_of_another_list_is_refused() {
        let page: Page<i32> = Page::read("numbers of a", 1, "").unwrap();
        let (_, token) = page.cut(vec![1, 2], |it| *it);

        assert!(Page::<i32>::read("numbers of b", 1, &token).is_err());
        assert!(Page::<i32>::read("numbers of a", 1, "zz").is_err());
        assert!(Page::<i32>::read("numbers of a", 1, "ä").is_err());
        assert!(Page::<i32>::read("numbers of a", -1, "").is_err());
    }
}
