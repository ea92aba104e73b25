package io.orchestratex.alert.store.mongodb;

import io.micronaut.data.mongodb.annotation.MongoRepository;
import io.micronaut.data.mongodb.annotation.MongoUpdateOptions;
import io.micronaut.data.mongodb.annotation.MongoUpdateQuery;
import io.micronaut.data.repository.GenericRepository;
import java.util.Optional;

/** Receivers in the collection {@code receivers}. */
@MongoRepository
interface ReceiverRepository extends GenericRepository<StoredReceiver, String> {

  Optional<StoredReceiver> findById(String id);

  /**
   * Stores the address. Of two that set the first one at the same moment, one fails by a taken key.
   */
  @MongoUpdateQuery(filter = "{_id: :id}", update = "{$set: {url: :url}}")
  @MongoUpdateOptions(upsert = true)
  void set(String id, String url);
}
