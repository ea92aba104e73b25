package io.orchestratex.local.part.mongodb;

import io.orchestratex.local.part.Need;

/**
 * An account for the service's work on all databases.
 *
 * @param account one of {@link MongodbAccounts}
 * @param variable in which the service expects the address
 */
public record MongodbAccount(String account, String variable) implements Need {

  @Override
  public String engine() {
    return MongodbPart.NAME;
  }
}
