/** When services take no changes: while a restore puts their data in place, or by hand. */
@NullMarked
package io.orchestratex.backup.maintenance;

import org.jspecify.annotations.NullMarked;
