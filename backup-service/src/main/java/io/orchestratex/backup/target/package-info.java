/** What is backed up: the servers that the settings name. */
@NullMarked
package io.orchestratex.backup.target;

import org.jspecify.annotations.NullMarked;
