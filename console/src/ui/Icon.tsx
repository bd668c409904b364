import {
  Activity, Archive, ArrowLeftRight, Bell, BookUser, Box, Briefcase, Building2, Calendar, CalendarCheck, CalendarClock, ChartColumn, ChartLine, ChartNoAxesCombined, CircleDollarSign,
  ClipboardList, Coins, Columns3, Contact, CreditCard, CodeXml, Eraser, File, FileText, Gauge, Flag, Folder, Globe, Handshake, History, House, IdCard, KeyRound, Landmark, Layers, LayoutDashboard,
  LayoutGrid, LayoutList, LifeBuoy, List, ListChecks, ListOrdered, Lock, type LucideIcon, Inbox, Magnet, Mail, MapPin, Megaphone, Network, Package, Percent, Phone, Printer, Receipt,
  ScrollText, Server, Settings, Shield, ShieldAlert, ShieldCheck, ShieldQuestionMark, ShoppingCart, SlidersHorizontal, Send, Split, SquareKanban, Star, Tag, Target, TextCursorInput, Ticket, Truck,
  Bot, BookOpen, Boxes, Cloud, Cpu, Database, HeartPulse, MessageSquare, Router, Sparkles, Store, Wifi,
  User, UserCheck, UserCog, UserPlus, UserRound, Users, UsersRound, Wallet, Webhook, Workflow, Wrench, Zap,
} from 'lucide-react'

const icons: Record<string, LucideIcon> = {
  activity: Activity, archive: Archive, 'code-xml': CodeXml, eraser: Eraser, file: File, gauge: Gauge, 'shield-alert': ShieldAlert, 'arrow-left-right': ArrowLeftRight, bell: Bell, 'book-user': BookUser, box: Box, briefcase: Briefcase, building: Building2, 'building-2': Building2, calendar: Calendar,
  'calendar-check': CalendarCheck, 'calendar-clock': CalendarClock, 'chart-column': ChartColumn, 'bar-chart': ChartColumn, 'bar-chart-3': ChartColumn, 'chart-line': ChartLine, 'line-chart': ChartLine,
  'chart-no-axes-combined': ChartNoAxesCombined, 'circle-dollar-sign': CircleDollarSign, 'clipboard-list': ClipboardList, coins: Coins, 'columns-3': Columns3, columns: Columns3, contact: Contact,
  'contact-round': Contact, 'credit-card': CreditCard, 'file-text': FileText, flag: Flag, folder: Folder, globe: Globe, handshake: Handshake, history: History, home: House, house: House, 'id-card': IdCard,
  key: KeyRound, 'key-round': KeyRound, landmark: Landmark, layers: Layers, 'layout-dashboard': LayoutDashboard, 'layout-grid': LayoutGrid, 'layout-list': LayoutList, 'life-buoy': LifeBuoy,
  inbox: Inbox, send: Send, split: Split, list: List, 'list-checks': ListChecks, 'list-ordered': ListOrdered, lock: Lock, magnet: Magnet, mail: Mail, 'map-pin': MapPin, megaphone: Megaphone, network: Network, package: Package,
  bot: Bot, 'book-open': BookOpen, boxes: Boxes, cloud: Cloud, cpu: Cpu, database: Database, 'heart-pulse': HeartPulse, 'message-square': MessageSquare, router: Router, sparkles: Sparkles, store: Store, wifi: Wifi,
  percent: Percent, phone: Phone, printer: Printer, receipt: Receipt, scroll: ScrollText, 'scroll-text': ScrollText, server: Server, settings: Settings, shield: Shield, 'shield-check': ShieldCheck,
  'shield-question': ShieldQuestionMark, 'shopping-cart': ShoppingCart, sliders: SlidersHorizontal, 'sliders-horizontal': SlidersHorizontal, 'square-kanban': SquareKanban, kanban: SquareKanban, star: Star,
  tag: Tag, tags: Tag, target: Target, 'text-cursor-input': TextCursorInput, ticket: Ticket, truck: Truck, user: User, 'user-check': UserCheck, 'user-cog': UserCog, 'user-plus': UserPlus,
  'user-round': UserRound, users: Users, 'users-round': UsersRound, wallet: Wallet, webhook: Webhook, workflow: Workflow, wrench: Wrench, zap: Zap,
}

/** Definitions and the menu name their icon; an unknown name shows a box instead of nothing. */
export function Icon({ name, size = 16, className }: { name?: string | null; size?: number; className?: string }) {
  const Shape = icons[name ?? ''] ?? Box
  return <Shape size={size} strokeWidth={1.75} aria-hidden className={className} />
}
