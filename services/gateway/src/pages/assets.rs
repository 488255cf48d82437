//! Style sheet, scripts and pictures: the same for everyone, and kept by browsers until they change.

use crate::{front::Front, session::hexadecimal};
use axum::{
    Router,
    extract::RawQuery,
    http::{
        HeaderValue,
        header::{CACHE_CONTROL, CONTENT_TYPE},
    },
    response::{IntoResponse as _, Response},
    routing::get,
};
use sha2::{Digest as _, Sha256};
use std::sync::{Arc, LazyLock};

/// Path, media type, content. `htmx.min.js` is htmx 2 as its npm package has it, under the licence beside it (0BSD).
const ASSETS: [(&str, &str, &str); 4] = [
    ("/style.css", "text/css; charset=utf-8", include_str!("../../templates/style.css")),
    ("/portal.js", "text/javascript; charset=utf-8", include_str!("../../assets/portal.js")),
    ("/htmx.js", "text/javascript; charset=utf-8", include_str!("../../assets/htmx.min.js")),
    ("/icon.svg", "image/svg+xml", include_str!("../../assets/icon.svg")),
];

static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut hash = Sha256::new();
    for (_, _, content) in ASSETS {
        hash.update(content);
    }
    hexadecimal(&hash.finalize()[..6])
});

/// What pages add to the address of an asset, so that browsers can keep it for good.
pub(super) fn version() -> &'static str {
    &VERSION
}

pub(super) fn router() -> Router<Arc<Front>> {
    let add = |router: Router<Arc<Front>>, (path, media_type, content)| {
        let answer = async move |RawQuery(version)| asset(media_type, content, version.is_some());
        router.route(path, get(answer))
    };
    ASSETS.into_iter().fold(Router::new(), add)
}

/// Under an address with a version it never changes.
fn asset(media_type: &'static str, content: &'static str, has_version: bool) -> Response {
    let mut response = content.into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    let kept = if has_version { "public, max-age=31536000, immutable" } else { "no-cache" };
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static(kept));
    response
}
