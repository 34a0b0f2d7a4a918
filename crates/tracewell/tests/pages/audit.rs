use std::borrow::Cow;

use tracewell::audit::{AuditLog, Collection, Journal, Object, Options};
use tracewell::{Identity, Principal, TeamId, UserId};

#[derive(serde::Serialize, serde::Deserialize)]
struct Note {
    id: String,
    text: String,
}

impl Object for Note {
    const SUBJECT: &'static str = "Note"; // its events: `Note created`, `Note read`, ..
    fn id(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.id)
    }
}

impl Note {
    fn renamed(&self) -> Self {
        Self { id: self.id.clone(), text: String::new() }
    }

    fn is_open(&self) -> bool {
        self.text.is_empty()
    }
}

type MyError = std::io::Error;

async fn page(note: Note) -> crate::Result {
    // Whoever has verified a credential says who calls; nothing else makes an identity.
    let caller =
        Identity::verified(Principal::new(TeamId::new("acme")?).user(UserId::new("user-7")?)).roles(["editor"]);

    let notes = Collection::<Note>::new();
    let (log, _) = AuditLog::open("data/audit.jsonl", Options::new(), |entry| notes.restore(entry))?;
    let journal = Journal::new(log); // or with_authority(log, Editors)

    journal.create(&notes, &caller, note).await?; // Err(Refusal): nothing has changed
    journal.update(&notes, &caller, "n-1", |old| Ok::<_, MyError>(old.renamed())).await?;
    journal.read(&notes, &caller, "n-1").await?;
    journal.search(&notes, &caller, |note| note.is_open()).await;

    journal.log().close(); // at the end of `main`, before the log of the process is flushed
    Ok(())
}
