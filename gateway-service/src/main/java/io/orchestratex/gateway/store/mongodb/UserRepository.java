package io.orchestratex.gateway.store.mongodb;

import io.micronaut.data.model.Page;
import io.micronaut.data.model.Pageable;
import io.micronaut.data.mongodb.annotation.MongoRepository;
import io.micronaut.data.repository.CrudRepository;
import java.util.Optional;

/** Queries over {@code users}. */
@MongoRepository
interface UserRepository extends CrudRepository<UserDocument, String> {

  Optional<UserDocument> findByUsername(String username);

  Page<UserDocument> findAll(Pageable page);
}
