package io.orchestratex.backup.engine;

/**
 * One thing that changes its place: {@code beside} becomes {@code live}, and what was live becomes
 * {@code old}.
 *
 * @param container the database it is in; empty when it is a database itself
 * @param identity the engine's own mark of the thing that was loaded and compared; after the swap
 *     the live one must carry it
 */
public record SwapStep(String container, String live, String beside, String old, String identity) {}
