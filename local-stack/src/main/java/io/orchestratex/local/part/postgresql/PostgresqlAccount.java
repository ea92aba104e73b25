package io.orchestratex.local.part.postgresql;

import io.orchestratex.local.part.Need;

/**
 * A role for the service's work on all databases.
 *
 * @param role one of {@link PostgresqlAccounts}
 * @param variable in which the service expects the address
 */
public record PostgresqlAccount(String role, String variable) implements Need {

  @Override
  public String engine() {
    return PostgresqlPart.NAME;
  }
}
