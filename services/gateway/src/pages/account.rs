//! Signing in and out, and who one is.

use super::{
    member::Member,
    posted::{Posted, Sent},
    refusal::Refusal,
    shell::{Shell, page},
    sign_in::{WayBack, ask_again},
    visit::{Visit, cookie_name, is_secure},
};
use crate::front::Front;
use askama::Template;
use axum::{
    Form, Router,
    extract::Query,
    http::{
        HeaderValue, StatusCode,
        header::{LOCATION, SET_COOKIE},
    },
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

const HOME: &str = "/home";

pub(super) fn router() -> Router<Arc<Front>> {
    Router::new()
        .route("/sign-in", get(ask).post(sign_in))
        .route("/sign-out", post(sign_out))
        .route("/profile", get(profile))
}

#[derive(Template)]
#[template(path = "resume.html")]
struct ResumePage {
    shell: Shell,
    address: String,
    fields: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "profile.html")]
struct ProfilePage {
    shell: Shell,
    member: Member,
}

#[derive(Deserialize)]
struct Given {
    name: String,
    password: String,
    #[serde(flatten)]
    way_back: WayBack,
}

#[derive(Serialize)]
struct NewSession<'a> {
    name: &'a str,
    password: &'a str,
}

#[derive(Deserialize)]
struct Session {
    token: String,
}

async fn ask(visit: Visit, Query(way_back): Query<WayBack>) -> Response {
    match visit.member().await {
        Ok(Some(_)) => led(&local(&way_back.address)),
        _ => ask_again(&visit, String::new(), "", way_back, StatusCode::OK),
    }
}

async fn sign_in(visit: Visit, Form(given): Form<Given>) -> Response {
    let name = given.name.trim().to_owned();
    let body = NewSession { name: &name, password: &given.password };
    match visit.post::<Session>("/v1/sessions", &visit.request_id(), &body).await {
        Ok(session) => {
            let mut response = resumed(&visit, given.way_back);
            set_cookie(&visit, &mut response, &session.token, visit.front.session_hours * 3600);
            response
        }
        Err(refusal) => {
            let mistake = match refusal.status {
                StatusCode::UNAUTHORIZED => "Nama pengguna atau kata sandi salah.",
                StatusCode::BAD_REQUEST => "Isi nama pengguna dan kata sandi.",
                StatusCode::TOO_MANY_REQUESTS => {
                    "Terlalu banyak percobaan. Tunggu satu menit, lalu coba lagi."
                }
                StatusCode::FORBIDDEN => "Masuk dengan nama pengguna dan kata sandi tidak dibuka di sini.",
                _ => "Layanan sedang terganggu. Silakan coba lagi beberapa saat lagi.",
            };
            ask_again(&visit, name, mistake, given.way_back, refusal.status)
        }
    }
}

/// Where one was, with what was typed there.
fn resumed(visit: &Visit, WayBack { address, held }: WayBack) -> Response {
    let address = local(&address);
    if held.is_empty() {
        return led(&address);
    }
    let fields = Posted::read(held.as_bytes()).0;
    page(&ResumePage { shell: Shell::of_visit(visit), address, fields })
}

async fn sign_out(Sent { member, .. }: Sent) -> Response {
    // A session that has ended already is as good.
    let _ = member.delete("/v1/sessions/current").await;
    let mut response = led("/");
    set_cookie(&member, &mut response, "", 0);
    response
}

async fn profile(member: Member) -> Result<Response, Refusal> {
    Ok(page(&ProfilePage { shell: Shell::of(&member).await?, member }))
}

/// A path of this site; the first page after signing in where it is none.
fn local(address: &str) -> String {
    let is_local = address.starts_with('/')
        && !address.starts_with("//")
        && !address.contains(|it: char| it == '\\' || it.is_control())
        && !address.starts_with("/sign-");
    if is_local { address } else { HOME }.to_owned()
}

fn led(address: &str) -> Response {
    (StatusCode::SEE_OTHER, [(LOCATION, address)]).into_response()
}

fn set_cookie(visit: &Visit, response: &mut Response, token: &str, seconds: u32) {
    let secure = if is_secure(&visit.front) { "; Secure" } else { "" };
    let cookie = format!(
        "{}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}",
        cookie_name(&visit.front)
    );
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_to_another_site() {
        assert_eq!(local("/tasks?page=2"), "/tasks?page=2");
        for address in [
            "",
            "https://example.org",
            "//example.org",
            "/\\example.org",
            "/\t/example.org",
            "/sign-in",
            "tasks",
        ] {
            assert_eq!(local(address), HOME, "{address}");
        }
    }
}
