package io.orchestratex.local.part.redis;

import io.orchestratex.local.part.Need;

/**
 * An account that looks at the server and at no key.
 *
 * @param variable in which the service expects the address
 */
public record RedisAccount(String account, String variable) implements Need {

  @Override
  public String engine() {
    return RedisPart.NAME;
  }
}
