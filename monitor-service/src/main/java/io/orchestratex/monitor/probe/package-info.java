/** How a target is measured: the plug-in interface, the schedule and the states it leaves. */
@NullMarked
package io.orchestratex.monitor.probe;

import org.jspecify.annotations.NullMarked;
