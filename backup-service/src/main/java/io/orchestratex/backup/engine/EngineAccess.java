package io.orchestratex.backup.engine;

import io.orchestratex.kit.settings.Secret;

/**
 * How to get at a server.
 *
 * @param target id of the target
 * @param uri connection string with account and password; never shown, stored or logged
 */
public record EngineAccess(String target, Secret uri) {}
