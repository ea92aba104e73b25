package io.orchestratex.backup.engine.mongodb;

import io.micronaut.context.annotation.ConfigurationProperties;
import org.jspecify.annotations.Nullable;

/**
 * MongoDB's own programs; only drills need one.
 *
 * @param programs the folder of mongod; where it is not set, it is looked for on the PATH and where
 *     distributions put it
 */
@ConfigurationProperties("orchestratex.backup.mongodb")
public record MongodbSettings(@Nullable String programs) {}
