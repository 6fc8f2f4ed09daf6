//! The time-stamping authorities of the instance, and their tokens.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use super::App;
use crate::model::time_token::{AuthorityRoots, TimeToken, Wrong};
use crate::model::{Digest, Timestamp};
use crate::ports::{Timestamps, Unstamped};

/// The longest that a daily root, for which nobody waits, is waited for.
const PATIENCE: Duration = Duration::from_secs(10);
/// The longest that a PDF is held up, whose signers wait for it.
const PATIENCE_OF_PDF: Duration = Duration::from_secs(5);
/// How long PDFs are made without asking, after an authority failed: an outage does not hold up each
/// of them.
const PAUSE: i64 = 10 * Timestamp::MINUTE;

/// The authorities.
#[derive(Clone)]
pub struct Witnesses {
    pub authorities: Vec<Arc<dyn Timestamps>>,
    /// The roots that their certificates must come from; None if that is not checked.
    pub roots: Option<AuthorityRoots>,
    /// Until when no time-stamp is requested for PDFs.
    paused_until: Arc<AtomicI64>,
    /// The time limits for a daily root and for a PDF.
    patience: (Duration, Duration),
}

impl Default for Witnesses {
    fn default() -> Self {
        Self::new(vec![], None)
    }
}

impl Witnesses {
    pub fn new(authorities: Vec<Arc<dyn Timestamps>>, roots: Option<AuthorityRoots>) -> Self {
        let patience = (PATIENCE, PATIENCE_OF_PDF);
        Self { authorities, roots, paused_until: Arc::default(), patience }
    }

    /// The same with other time limits, for tests.
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience: (patience, patience), ..self }
    }

    /// Whether the certificate of a token comes from one of the roots.
    pub fn is_trusted(&self, token: &TimeToken) -> bool {
        self.roots.as_ref().is_some_and(|roots| token.leads_to(roots))
    }
}

impl App {
    /// A token of the authority at this address; None if it is no longer configured.
    pub async fn time_stamp(
        &self,
        url: &str,
        digest: Digest,
    ) -> Option<Result<TimeToken, Unstamped>> {
        let mut all = self.witnesses.authorities.iter();
        let authority = all.find(|one| one.url() == url)?;
        Some(self.stamped(authority.as_ref(), digest, self.witnesses.patience.0).await)
    }

    /// A token over the signature of a PDF, by the first authority. None if there is none, or it does
    /// not reply in time: the PDF is then made without.
    pub async fn time_stamp_pdf(&self, digest: Digest) -> Option<TimeToken> {
        let authority = self.witnesses.authorities.first()?;
        let paused = &self.witnesses.paused_until;
        let left = Timestamp(paused.load(Ordering::Relaxed)).since(self.now());
        // At most: the clock may have been set back.
        if (1..=PAUSE).contains(&left) {
            return None;
        }
        match self.stamped(authority.as_ref(), digest, self.witnesses.patience.1).await {
            Ok(token) => Some(token),
            Err(why) => {
                paused.store(self.now().plus(PAUSE).0, Ordering::Relaxed);
                tracing::warn!(url = authority.url(), %why, "a PDF is made without a time-stamp");
                None
            }
        }
    }

    async fn stamped(
        &self,
        authority: &dyn Timestamps,
        digest: Digest,
        patience: Duration,
    ) -> Result<TimeToken, Unstamped> {
        let token = authority.stamp(digest, patience).await?;
        if !token.is_near(self.now()) {
            return Err(Wrong::Clock.into());
        }
        Ok(token)
    }
}
