package io.orchestratex.local.part.mongodb;

import io.orchestratex.local.part.Need;

/** A database of the service's own, given as {@code MONGODB_URI}. */
public record MongodbDatabase(String database) implements Need {

  @Override
  public String engine() {
    return MongodbPart.NAME;
  }
}
