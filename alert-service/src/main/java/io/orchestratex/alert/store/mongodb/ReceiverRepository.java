package io.orchestratex.alert.store.mongodb;

import io.micronaut.data.mongodb.annotation.MongoRepository;
import io.micronaut.data.repository.CrudRepository;

/** Receivers in the collection {@code receivers}. */
@MongoRepository
interface ReceiverRepository extends CrudRepository<StoredReceiver, String> {}
