package io.orchestratex.kit.mongodb;

import java.util.List;

/**
 * Declares collections of the service's database. Each bean of this type is asked once, before the
 * database may be used, so it depends on nothing that works with the database.
 */
public interface MongoSchema {

  List<CollectionSpec> collections();
}
