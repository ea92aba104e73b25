/**
 * Side-by-side measurements of the running services; each prints ratios and keeps its figures as
 * JSON.
 */
@NullMarked
package io.orchestratex.bench;

import org.jspecify.annotations.NullMarked;
