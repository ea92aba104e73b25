/** Volumes of a Docker engine, read and written through its own API. */
@NullMarked
package io.orchestratex.backup.engine.volume;

import org.jspecify.annotations.NullMarked;
