package io.orchestratex.local.part.postgresql;

import io.orchestratex.local.part.Need;

/**
 * A database of the service's own, given as {@code POSTGRES_URL}, {@code POSTGRES_USER} and {@code
 * POSTGRES_PASSWORD}.
 */
public record PostgresqlDatabase(String database) implements Need {

  @Override
  public String engine() {
    return PostgresqlPart.NAME;
  }
}
