package io.orchestratex.alert.store.mongodb;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.serde.annotation.Serdeable;
import org.jspecify.annotations.Nullable;

/**
 * A receiver of messages as it was set over HTTP.
 *
 * @param id the channel's name
 * @param url earlier builds did not store an empty one
 */
@Serdeable
@MappedEntity("receivers")
record StoredReceiver(@Id String id, @Nullable String url) {}
