package io.orchestratex.kit.access;

import io.micronaut.configuration.kafka.annotation.KafkaListener;
import io.micronaut.configuration.kafka.annotation.OffsetReset;
import io.micronaut.configuration.kafka.annotation.OffsetStrategy;
import io.micronaut.configuration.kafka.annotation.Topic;
import io.orchestratex.contracts.IdentityEvent;
import io.orchestratex.contracts.Topics;
import io.orchestratex.kit.event.EventCodec;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Tells this process which tokens were revoked. Each process reads the whole topic, which is kept
 * for longer than a token lives, so a restart forgets nothing.
 */
@KafkaListener(
    groupId = "revocations",
    uniqueGroupId = true,
    offsetReset = OffsetReset.EARLIEST,
    offsetStrategy = OffsetStrategy.DISABLED)
final class RevocationListener {

  private final CachedVerifier verifier;
  private final EventCodec codec;

  RevocationListener(CachedVerifier verifier, EventCodec codec) {
    this.verifier = verifier;
    this.codec = codec;
  }

  @Topic(Topics.IDENTITY)
  void receive(ConsumerRecord<byte[], byte[]> record) {
    if (codec.decode(record).data() instanceof IdentityEvent event) {
      switch (event) {
        case IdentityEvent.TokenRevoked token -> verifier.revokeToken(token.tokenId());
        case IdentityEvent.SubjectRevoked subject ->
            verifier.revokeSubject(subject.subject(), subject.revokedAt());
      }
    }
  }
}
