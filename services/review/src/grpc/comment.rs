//! Comments of those who work on a case.

use super::{performer, scope, view, visible};
use crate::{
    desk::Desk,
    file::CASES,
    store::{self, Comment, Key},
};
use platform::{
    Call, Error, ResourceName, Result,
    idempotency::{self, Claim},
    page::Page,
    resource, tenancy,
    text::is_readable,
    time,
};
use proto::review::v1 as pb;
use uuid::Uuid;

const MAX_CHARS: usize = 4_000;

impl Desk {
    pub(super) async fn remark(&self, call: Call<pb::CreateCommentRequest>) -> Result<pb::Comment> {
        let Call { caller, body } = call;
        let name = ResourceName::parse(CASES, &body.parent)?;
        let request_id = resource::request_id(&body.request_id)?;
        let text = text(body.comment.as_ref())?;

        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let claimed = match idempotency::claim(&mut tx, &caller, request_id, &body).await? {
            Claim::First(claimed) => claimed,
            Claim::Repeat(answer) => return Ok(answer),
        };
        let file = self.read(&mut tx, &name.agency, Key::Case(name.id)).await?;
        let file = visible(file, &caller, &body.parent)?;
        let author = performer(&caller, None);
        let comment = Comment { id: self.clock.id(), text, author, created_at: self.clock.now() };
        store::insert_comment(&mut tx, &file.agency, name.id, &comment).await?;
        claimed.answer(tx, shown(&name, &comment)).await
    }

    pub(super) async fn comments(
        &self,
        call: Call<pb::ListCommentsRequest>,
    ) -> Result<pb::ListCommentsResponse> {
        let scope = scope("comments", &call, &call.body.parent);
        let page: Page<Uuid> = Page::read(scope, call.body.page_size, &call.body.page_token)?;
        let (mut tx, file) = self.visible_case(&call, &call.body.parent).await?;
        let comments =
            store::list_comments(&mut tx, &file.agency, file.case().id, page.after, page.limit).await?;
        let (comments, next_page_token) = page.cut(comments, |it| it.id);
        let comments = comments.iter().map(|it| shown(&file.name(), it)).collect();
        Ok(pb::ListCommentsResponse { comments, next_page_token })
    }
}

fn text(comment: Option<&pb::Comment>) -> Result<String> {
    let text = comment.map(|it| it.text.trim()).unwrap_or_default();
    if text.is_empty() {
        return Err(Error::invalid("comment.text is blank"));
    }
    if !is_readable(text) {
        return Err(Error::invalid("comment.text holds a control character"));
    }
    if MAX_CHARS < text.chars().count() {
        return Err(Error::invalid(format!("comment.text is longer than {MAX_CHARS} characters")));
    }
    Ok(text.to_owned())
}

fn shown(case: &ResourceName, comment: &Comment) -> pb::Comment {
    pb::Comment {
        name: format!("{case}/comments/{}", comment.id),
        text: comment.text.clone(),
        author: Some(view::performer(&comment.author)),
        create_time: Some(time::to_proto(comment.created_at)),
    }
}
