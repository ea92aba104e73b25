package io.orchestratex.contracts;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;

/**
 * What services must know of identities at once; topic {@code identity.events.v1}, for the services
 * only.
 */
public sealed interface IdentityEvent extends DomainEvent {

  /** A token must no longer be accepted; {@code tokenId} is its {@code jti}, keyed by it. */
  @JsonTypeName("identity.token-revoked")
  record TokenRevoked(String tokenId, String subject, Instant expiresAt, Instant revokedAt)
      implements IdentityEvent {
    @Override
    public String key() {
      return tokenId;
    }
  }

  /**
   * Every token of a subject issued before {@code revokedAt} must no longer be accepted. The
   * subject {@code *} is everyone: the database of users was put back to an earlier state.
   */
  @JsonTypeName("identity.subject-revoked")
  record SubjectRevoked(String subject, String reason, Instant revokedAt) implements IdentityEvent {
    @Override
    public String key() {
      return subject;
    }
  }
}
