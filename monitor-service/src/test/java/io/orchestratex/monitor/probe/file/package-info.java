/** A throw-away probe: what adding an engine takes. */
@NullMarked
package io.orchestratex.monitor.probe.file;

import org.jspecify.annotations.NullMarked;
