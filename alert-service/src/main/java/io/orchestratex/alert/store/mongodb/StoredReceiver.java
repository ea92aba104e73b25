package io.orchestratex.alert.store.mongodb;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.serde.annotation.Serdeable;
import org.jspecify.annotations.Nullable;

/**
 * A receiver of notices as somebody set it.
 *
 * @param id the channel's name
 * @param url an empty text is not stored and comes back as null
 */
@Serdeable
@MappedEntity("receivers")
record StoredReceiver(@Id String id, @Nullable String url) {}
