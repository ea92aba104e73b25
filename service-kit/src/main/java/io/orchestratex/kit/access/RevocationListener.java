package io.orchestratex.kit.access;

import io.micronaut.configuration.kafka.annotation.KafkaListener;
import io.micronaut.configuration.kafka.annotation.OffsetReset;
import io.micronaut.configuration.kafka.annotation.OffsetStrategy;
import io.micronaut.configuration.kafka.annotation.Topic;
import io.orchestratex.contracts.DomainEvent;
import io.orchestratex.contracts.IdentityEvent;
import io.orchestratex.contracts.Topics;
import io.orchestratex.kit.event.EventCodec;
import io.orchestratex.kit.event.PoisonEventException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets this process know which tokens were revoked. Each process reads the whole topic, which is
 * kept for longer than a token lives, so a restart forgets nothing.
 */
@KafkaListener(
    groupId = "${KAFKA_USER:services}.revocations",
    uniqueGroupId = true,
    // How long a poll waits where nothing comes; what comes ends it.
    pollTimeout = "2s",
    offsetReset = OffsetReset.EARLIEST,
    offsetStrategy = OffsetStrategy.DISABLED)
final class RevocationListener {

  private static final Logger LOG = LoggerFactory.getLogger(RevocationListener.class);

  private final CachedVerifier verifier;
  private final EventCodec codec;

  RevocationListener(CachedVerifier verifier, EventCodec codec) {
    this.verifier = verifier;
    this.codec = codec;
  }

  @Topic(Topics.IDENTITY)
  void receive(ConsumerRecord<byte[], byte[]> record) {
    @Nullable DomainEvent data;
    try {
      data = codec.decode(record).data();
    } catch (PoisonEventException e) {
      // The revocations behind it must be heard all the same.
      LOG.error("a record of {} cannot be read and is passed over", Topics.IDENTITY, e);
      return;
    }
    if (data instanceof IdentityEvent event) {
      switch (event) {
        case IdentityEvent.TokenRevoked token ->
            verifier.revokeToken(token.tokenId(), token.subject(), token.expiresAt());
        case IdentityEvent.SubjectRevoked subject ->
            verifier.revokeSubject(subject.subject(), subject.revokedAt());
      }
    }
  }
}
