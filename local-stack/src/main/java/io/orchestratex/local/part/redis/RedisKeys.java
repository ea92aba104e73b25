package io.orchestratex.local.part.redis;

import io.orchestratex.local.part.Need;

/**
 * Keys and channels of the service's own, given as {@code REDIS_URI}.
 *
 * @param keys pattern of the keys, such as {@code session:*}
 * @param channels pattern of the channels
 */
public record RedisKeys(String keys, String channels) implements Need {

  @Override
  public String engine() {
    return RedisPart.NAME;
  }
}
