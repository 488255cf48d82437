//! Which RPC a method and a path mean, read from the `google.api.http` options of the contracts.

use super::{
    field,
    template::{Path, Template},
};
use crate::{
    contracts::{Contracts, Rpc},
    problem::Problem,
};
use anyhow::{Context as _, bail, ensure};
use axum::http::Method;
use prost_reflect::{DynamicMessage, FieldDescriptor, MethodDescriptor, ReflectMessage as _};
use std::{collections::HashSet, sync::Arc};

/// Streams of it are bytes to REST.
const HTTP_BODY: &str = "google.api.HttpBody";

pub(crate) struct Routes(Vec<Route>);

/// One way to call one RPC.
pub(crate) struct Route {
    pub(crate) template: Template,
    /// The template as OpenAPI writes it.
    pub(crate) path: String,
    pub(crate) method: Method,
    pub(crate) body: Body,
    pub(crate) shape: Shape,
    pub(crate) rpc: Arc<Rpc>,
    /// From 0; an RPC may have several routes.
    pub(crate) number: usize,
}

/// What the HTTP body is.
#[derive(PartialEq, Eq)]
pub(crate) enum Body {
    None,
    /// Every field that is not in the path.
    All,
    Field(String),
}

/// How the two sides talk.
#[derive(PartialEq, Eq)]
pub(crate) enum Shape {
    /// JSON both ways.
    Unary,
    /// Bytes in, through this field; JSON out.
    Upload(FieldDescriptor),
    /// Bytes out.
    Download,
    /// Server-Sent Events out.
    Events,
}

/// A route and the fields that the path gave.
pub(crate) struct Found<'a> {
    pub(crate) route: &'a Route,
    pub(crate) fields: Vec<(&'a str, String)>,
}

impl Routes {
    /// Refuses contracts that contradict themselves or cannot be called by REST.
    pub(crate) fn read(contracts: &Contracts) -> anyhow::Result<Self> {
        let mut routes = Vec::new();
        for rpc in contracts.rpcs() {
            for (number, rule) in rpc.rules.iter().enumerate() {
                let route = Route::read(&rpc, number, rule);
                routes.push(route.with_context(|| rpc.path.to_string())?);
            }
        }
        // Stable: operations of one path stay in the order of the contracts.
        routes.sort_by(|a, b| a.template.cmp(&b.template));
        let mut seen = HashSet::new();
        for route in &routes {
            let is_new = seen.insert((&route.method, route.template.openapi().0));
            ensure!(is_new, "{} has the route of another RPC", route.rpc.path);
        }
        Ok(Self(routes))
    }

    /// The route of a request. HEAD is a GET whose body is not sent.
    pub(crate) fn find(&self, method: &Method, path: &str) -> Result<Found<'_>, Problem> {
        let path = Path::read(path).ok_or(Problem::NoRoute)?;
        let method = if method == Method::HEAD { &Method::GET } else { method };
        let mut others = Vec::new();
        for route in self.0.iter().filter(|it| it.template.matches(&path)) {
            if route.method == *method {
                return Ok(Found { route, fields: route.template.fields_of(&path) });
            }
            others.push(route.method.clone());
        }
        Err(if others.is_empty() { Problem::NoRoute } else { Problem::WrongMethod(others) })
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Route> {
        self.0.iter()
    }
}

impl Route {
    fn read(rpc: &Arc<Rpc>, number: usize, rule: &DynamicMessage) -> anyhow::Result<Self> {
        let pattern = rule.descriptor().oneofs().find(|it| it.name() == "pattern").context("no pattern")?;
        let mut fields = pattern.fields();
        let field = fields.find(|it| rule.has_field(it)).context("neither get, post nor another method")?;
        let template = Template::parse(&text(rule, field.name()))?;
        let body = match text(rule, "body").as_str() {
            "" => Body::None,
            "*" => Body::All,
            field => Body::Field(field.to_owned()),
        };
        ensure!(text(rule, "response_body").is_empty(), "response_body is not supported");
        let body_field = if let Body::Field(field) = &body { Some(field.as_str()) } else { None };
        for path in template.fields().chain(body_field) {
            ensure!(field::find(&rpc.method.input(), path).is_some(), "the request has no field {path}");
        }
        let shape = Shape::read(&rpc.method, &body)?;
        Ok(Self {
            path: template.openapi().0,
            template,
            method: field.name().to_uppercase().parse()?,
            body,
            shape,
            rpc: Arc::clone(rpc),
            number,
        })
    }
}

impl Shape {
    fn read(method: &MethodDescriptor, body: &Body) -> anyhow::Result<Self> {
        Ok(match (method.is_client_streaming(), method.is_server_streaming()) {
            (false, false) => Self::Unary,
            (false, true) if method.output().full_name() == HTTP_BODY => Self::Download,
            (false, true) => Self::Events,
            (true, false) => {
                let Body::Field(name) = body else { bail!("a stream of requests needs a body field") };
                let field = field::find(&method.input(), name).context("the request lacks its body field")?;
                let is_bytes = field.kind().as_message().is_some_and(|it| it.full_name() == HTTP_BODY);
                ensure!(is_bytes, "a stream of requests needs a body of {HTTP_BODY}");
                Self::Upload(field)
            }
            (true, true) => bail!("REST cannot stream both ways"),
        })
    }
}

fn text(rule: &DynamicMessage, field: &str) -> String {
    let value = rule.get_field_by_name(field);
    value.and_then(|it| it.as_str().map(str::to_owned)).unwrap_or_default()
}
