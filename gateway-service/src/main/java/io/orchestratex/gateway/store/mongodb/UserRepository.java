package io.orchestratex.gateway.store.mongodb;

import io.micronaut.data.mongodb.annotation.MongoRepository;
import io.micronaut.data.repository.GenericRepository;
import java.util.Optional;

/** Single users in the collection {@code users}, outside of transactions. */
@MongoRepository
interface UserRepository extends GenericRepository<UserDocument, String> {

  Optional<UserDocument> findById(String id);

  Optional<UserDocument> findByUsername(String username);

  long count();

  void save(UserDocument user);
}
