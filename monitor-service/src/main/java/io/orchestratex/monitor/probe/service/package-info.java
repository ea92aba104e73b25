/** Measures a service of ours by its health and its metrics. */
@NullMarked
package io.orchestratex.monitor.probe.service;

import org.jspecify.annotations.NullMarked;
