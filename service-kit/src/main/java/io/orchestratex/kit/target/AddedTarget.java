package io.orchestratex.kit.target;

import java.time.Instant;
import java.util.Map;

/**
 * A target that a person added, as it is stored.
 *
 * @param address where it is, without account and password
 * @param secret the sealed connection string
 * @param secretKey id of the key that it was sealed with
 * @param version counts the changes, from 1
 */
public record AddedTarget(
    String id,
    String engine,
    String address,
    Map<String, String> labels,
    String secret,
    String secretKey,
    long version,
    String addedBy,
    Instant addedAt,
    Instant changedAt) {

  public AddedTarget {
    labels = Map.copyOf(labels);
  }
}
