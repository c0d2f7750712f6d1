// Lint rules about whole files: their name, their head comment, and no gathering of other files' exports.
import { basename } from 'node:path'

const kebabCase = /^[a-z0-9]+(-[a-z0-9]+)*(\.(svelte|test|config|d))*\.(ts|mjs)$/
const dottedConfig = /^[a-z]+(\.[a-z]+)*\.config\.(ts|mjs)$/
const pascalCase = /^([A-Z][a-z0-9]*)+\.svelte$/
const startsWithComment = /^(#!.*\n)?\s*(\/\/|\/\*)/
const componentStartsWithComment = /^\s*(<!--|<script[^>]*>\s*(\/\/|\/\*))/

/** @type {import('eslint').Rule.RuleModule} */
export const fileName = {
  create: (context) => ({
    Program(node) {
      const name = basename(context.filename)
      if (name === 'index.ts') {
        context.report({ node, message: 'No barrel files: name the file after what it does.' })
      } else if (![kebabCase, dottedConfig, pascalCase].some((form) => form.test(name))) {
        context.report({ node, message: 'Files are kebab-case.ts, components PascalCase.svelte.' })
      }
    },
  }),
}

/** @type {import('eslint').Rule.RuleModule} */
export const fileHead = {
  create: (context) => ({
    Program(node) {
      const form = context.filename.endsWith('.svelte')
        ? componentStartsWithComment
        : startsWithComment
      if (!form.test(context.sourceCode.text)) {
        context.report({ node, message: 'Say in the first line what the file is for.' })
      }
    },
  }),
}

/** @type {import('eslint').Rule.RuleModule} */
export const noBarrel = {
  create(context) {
    const message = 'No barrel files: import from the file that has it.'
    return {
      ExportAllDeclaration: (node) => context.report({ node, message }),
      ExportNamedDeclaration: (node) => {
        if (node.source) context.report({ node, message })
      },
    }
  },
}
