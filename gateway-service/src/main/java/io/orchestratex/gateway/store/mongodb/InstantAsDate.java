package io.orchestratex.gateway.store.mongodb;

import io.micronaut.serde.bson.custom.CodecBsonDecoder;
import jakarta.inject.Singleton;
import java.time.Instant;
import org.bson.codecs.jsr310.InstantCodec;

/** An instant as a BSON date; by default, it would become a text. */
@Singleton
final class InstantAsDate extends CodecBsonDecoder<Instant> {

  InstantAsDate() {
    super(new InstantCodec());
  }
}
