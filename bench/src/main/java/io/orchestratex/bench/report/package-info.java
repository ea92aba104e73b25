/** Figures, the machine they were taken on, and how both are shown and kept. */
@NullMarked
package io.orchestratex.bench.report;

import org.jspecify.annotations.NullMarked;
