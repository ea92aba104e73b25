/** How a target is measured: the plug-in interface and what probes share. */
@NullMarked
package io.orchestratex.monitor.probe;

import org.jspecify.annotations.NullMarked;
