/** Compression, authenticated encryption and checksums of what engines write. */
@NullMarked
package io.orchestratex.backup.pipeline;

import org.jspecify.annotations.NullMarked;
