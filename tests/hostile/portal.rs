//! The portal: what people write stays text wherever it is shown, and nobody acts, frames a page or signs in for another.

mod browser;
mod city;
mod complaint;
mod control;
mod crawl;
mod echo;
mod eyes;
mod forgery;
mod framing;
mod mail;
mod markup;
mod ministry;
mod names;
mod paper;
mod session;
mod words;
