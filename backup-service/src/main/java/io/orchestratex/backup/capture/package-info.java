/** Taking a backup and checking it, as jobs and over HTTP. */
@NullMarked
package io.orchestratex.backup.capture;

import org.jspecify.annotations.NullMarked;
