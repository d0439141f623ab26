//! Which database this is, as far as a position of its log: what tells a cache of it from a cache of another.

use super::db::{all, statements};
use super::{Result, Store};
use domain::LogNo;
use sha2::{Digest, Sha256};
use uuid::Uuid;

statements! {
    BATCHES = "select id, log_base, log_last
        from batch
        where log_base is not null
          and log_last <= $1
        order by id";
    /// The last ones written live: ids are random, so another log has others.
    LATEST = "select opportunity_id, position, effective_at
        from opportunity_version
        where batch_id = $1
          and position <= $2
        order by position desc
        limit 100";
}

impl Store {
    /// A hash of what the log held up to a position: it stays the same for as long as this is the same database.
    pub async fn fingerprint(&self, upto: LogNo) -> Result<[u8; 32]> {
        let mut conn = self.db.read_fresh().await?;
        let mut hash = Sha256::new();
        for (id, base, last) in all!(conn, BATCHES => (Uuid, i64, i64); upto.0)? {
            hash.update(id.as_bytes());
            hash.update(base.to_le_bytes());
            hash.update(last.to_le_bytes());
        }
        for (id, position, effective_at) in all!(conn, LATEST => (Uuid, i64, i64); Uuid::nil(), upto.0)? {
            hash.update(id.as_bytes());
            hash.update(position.to_le_bytes());
            hash.update(effective_at.to_le_bytes());
        }
        Ok(hash.finalize().into())
    }
}
