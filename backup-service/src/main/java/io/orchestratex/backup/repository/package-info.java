/**
 * Chunks of what engines write, stored once for all backups of a vault, in packs. {@code
 * docs/format.md} describes every byte.
 */
@NullMarked
package io.orchestratex.backup.repository;

import org.jspecify.annotations.NullMarked;
