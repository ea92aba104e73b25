package io.orchestratex.backup.engine.mongodb;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import org.jspecify.annotations.Nullable;

/**
 * What is MongoDB's own.
 *
 * @param programs the folder of mongod, which only drills need; where it is not set, it is looked
 *     for on the PATH and where distributions put it
 * @param ownAccounts names of accounts and roles, separated by commas, that a restore of the
 *     accounts leaves as they are, besides the account of the target: this installation signs in
 *     with them
 */
@ConfigurationProperties("orchestratex.backup.mongodb")
public record MongodbSettings(
    @Nullable String programs,
    @Bindable(
            defaultValue =
                "root,gateway-service,session-service,alert-service,backup-operator,monitoring,"
                    + "orchestratexSampler")
        String ownAccounts) {}
