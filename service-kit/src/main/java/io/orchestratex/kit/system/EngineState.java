package io.orchestratex.kit.system;

import org.jspecify.annotations.Nullable;

/**
 * An engine as a service sees it now.
 *
 * @param engine its kind, such as {@code mongodb}
 * @param address host and port, several separated by commas
 * @param version left out when it is not known
 * @param state {@code up}, or {@code away} when it did not answer within 1.5 s
 */
public record EngineState(String engine, String address, @Nullable String version, String state) {}
