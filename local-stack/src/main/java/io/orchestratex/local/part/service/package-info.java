/** The five services, one Java process each. */
@NullMarked
package io.orchestratex.local.part.service;

import org.jspecify.annotations.NullMarked;
