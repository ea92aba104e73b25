/** Long work that survives the death of its worker: claims, heartbeats, progress, cancel. */
@NullMarked
package io.orchestratex.backup.job;

import org.jspecify.annotations.NullMarked;
