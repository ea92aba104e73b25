package io.orchestratex.kit.outbox;

import com.mongodb.ConnectionString;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;

/** The service's own database, as its connection string names it. */
@Singleton
@Requires(property = "mongodb.uri")
@Requires(classes = ConnectionString.class)
public final class MongoDatabaseName {

  private final String name;

  MongoDatabaseName(@Value("${mongodb.uri}") String uri) {
    String database = new ConnectionString(uri).getDatabase();
    if (database == null) {
      throw new IllegalStateException(
          "mongodb.uri names no database: mongodb://user:password@host:port/DATABASE");
    }
    this.name = database;
  }

  public String name() {
    return name;
  }
}
