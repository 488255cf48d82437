//! Whether everyone can use a page: axe-core's rules of WCAG 2.2, levels A and AA.

use super::Browser;
use anyhow::{Context as _, Result, ensure};
use journeys::own::root;
use std::fs;

/// What a violation does to the journey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Strictness {
    /// It fails.
    Fails,
    /// It goes on, and says what it found.
    #[expect(dead_code, reason = "for a page that is being rewritten")]
    Tells,
}

const SCRIPT: &str = "
    const done = arguments[arguments.length - 1];
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    axe.run(document, { runOnly: tags, resultTypes: ['violations'] }).then(
      (it) => done(it.violations.map(({ id, impact, help, tags, nodes }) => ({
        isAdvice: tags.includes('best-practice'),
        text: `${id} (${impact}): ${help}` + nodes.map((it) => `\\n    ${it.target.join(' ')}  ${it.html}`).join(''),
      }))),
      (error) => done(String(error)));";

impl Browser {
    /// Fails where the page violates WCAG 2.2 A or AA. Best practices beyond it are printed.
    pub(crate) async fn passes_axe(&self, strictness: Strictness) -> Result<()> {
        self.driver.run(&axe()?).await?;
        let found = self.driver.run_async(SCRIPT).await?;
        let found = found.as_array().with_context(|| format!("axe-core: {found}"))?;
        let list = |is_advice: bool| -> Vec<&str> {
            found
                .iter()
                .filter(|it| it["isAdvice"] == is_advice)
                .filter_map(|it| it["text"].as_str())
                .collect()
        };
        let (advice, violations) = (list(true), list(false));
        let path = self.path().await?;
        if !advice.is_empty() {
            println!("{path}: axe-core advises\n  {}", advice.join("\n  "));
        }
        if strictness == Strictness::Fails {
            ensure!(violations.is_empty(), "{path}: axe-core finds\n  {}", violations.join("\n  "));
        } else if !violations.is_empty() {
            println!("{path}: axe-core finds\n  {}", violations.join("\n  "));
        }
        Ok(())
    }
}

/// The rules themselves, which deploy/local/install brings.
fn axe() -> Result<String> {
    let library = root().join(".telaah/tools/lib");
    let missing = "axe-core is missing: use make test, or deploy/local/install axe";
    for python in fs::read_dir(library).context(missing)? {
        let path = python?.path().join("site-packages/axe_playwright_python/axe.min.js");
        if path.exists() {
            return Ok(fs::read_to_string(path)?);
        }
    }
    Err(anyhow::anyhow!(missing))
}
