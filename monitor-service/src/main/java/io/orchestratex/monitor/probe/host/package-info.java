/** Measures the machine that this process runs on. */
@NullMarked
package io.orchestratex.monitor.probe.host;

import org.jspecify.annotations.NullMarked;
